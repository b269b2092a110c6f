"""Abbreviations whose full stop ends no sentence, by language; data, folded to lower case and without the last stop.

Only what sentencex gets wrong, or knows in another language alone. `TITLES` stand before a name or a number, whatever
its case; `SHORT` ends no sentence where a small letter or a digit follows, and may end one before a capital.
"""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


TITLES: dict[str, frozenset[str]] = {
    "": _words("dr prof st vs approx no nos vol fig figs jr"),
    "en": _words(
        "mr mrs ms messrs mx dr prof rev fr gov sen rep reps sens gen lt col maj capt cmdr sgt adm hon pres supt det"
        " insp st mt"
    ),
    "de": _words(
        "hr fr frl dr prof dipl ing mag st nr abs art bd ca bzw inkl exkl ggf sog evtl bspw vgl max min geb zzgl"
    ),
    "fr": _words("m mm mme mmes mlle mlles me mgr dr pr st ste env art p pp av bd"),
    "es": _words(
        "sr sra sres sras srta dr dra d dña da prof profa lic ing gral cnel núm num nº art arts aprox pág págs av"
        " avda ud uds"
    ),
    "it": _words("sig sigg sigra sig.ra dott dottssa dott.ssa prof avv ing on sen gen art artt pag pagg ca circa"),
    "pt": _words("sr sra srs sras dr dra drs prof profa eng gen cel art arts pág págs aprox núm av"),
    "nl": _words("dhr mevr mw dr drs prof ir ing mr ca nr blz art o.a d.w.z t.a.v"),
    "pl": _words("p prof dr hab inż mgr ks gen płk ul al nr art ust pkt np tzw m.in św"),
    "sv": _words("dr prof hr fr nr ca s.k bl.a t.ex dvs"),
    "ro": _words("dl dna dlui d-l d-na dr prof ing gen art nr alin pag aprox str î.hr d.hr î.e.n e.n"),
    "ru": _words("г гг ул пр просп д им проф акад ген др тов гр ст п стр рис напр т.е т.к т.н т.д тыс руб"),
    "uk": _words("м вул пр просп буд ім проф акад ген гр ст п стр рис напр т.зв тис грн"),
    "tr": _words("dr prof doç av sn yrd öğr gör bkz örn no cad sok mah m.ö m.s i.ö i.s i̇.ö i̇.s"),
    "el": _words("κ κα κκ δρ καθ αρ σελ π.χ δηλ βλ"),
    "ar": _words("د أ م السيد ص ق"),
    "hi": _words("डॉ श्री प्रो पं सं ई"),
    "he": _words("ד פרופ עו מר"),
    "fa": _words("د م ص ق"),
    "vi": _words("ts ths pgs gs tp ông bs"),
}
SHORT: dict[str, frozenset[str]] = {
    "": _words(
        "etc inc ltd corp co al approx incl est ca ed eds cf ibid op cit dept tel p pp min max mil bn a.m p.m"
        " u.s u.k e.g i.e n° nº viz ff seq para paras sec secs art arts cl ch"
    ),
    "en": _words(
        "excl resp orig temp avg hrs hr mins secs assn dist univ natl intl govt admin misc ext repr trans oz lb lbs"
        " ft mph"
    ),
    "de": _words("mio mrd tsd usw etc u.a z.b d.h o.ä u.ä str tel std jh jhd mwst"),
    "fr": _words("etc c.-à-d p.ex min max av apr tél vol"),
    "es": _words("etc ee uu ee.uu p.ej máx mín tel a.c d.c c.c"),
    "it": _words("ecc es p.es max min tel"),
    "pt": _words("etc ex p.ex máx mín tel mi bi"),
    "nl": _words("enz bijv mln mld etc i.v.m m.b.t"),
    "pl": _words("itd itp r w tys mln mld godz zł"),
    "sv": _words("osv m.m mm milj kr"),
    "ro": _words("etc ș.a ex mil mld"),
    "ru": _words("т е д п к н др пр млн млрд тыс руб коп см г гг в вв"),
    "uk": _words("т е д п к ін млн млрд тис грн р рр"),
    "tr": _words("vb vs yy mah km ii iii iv vi vii viii ix xi xii xiii xiv xv xvi"),
    "el": _words("κ.λπ κλπ κ.ά μ.χ π.χ χιλ εκ δισ"),
}

# Courts, reports and parts of laws, where they are written with a capital: "v. Acme, 12 F. Supp. 2d 5 (9th Cir. 2019)".
COURTS: dict[str, frozenset[str]] = {
    "en": _words(
        "cir ct app cal fed supp crim civ evid const amend stat rev reg regs ex exh art arts sec secs para paras cl"
        " sched ch div dist bankr proc ann cert dec op att'y dept pub priv int'l nat'l assoc bros ser vt mass wash"
        " conn ariz ala ark colo del fla ga ill ind kan ky la md mich minn miss mo mont neb nev okla ore pa tenn tex va"
        " wis wyo jan feb mar apr jun jul aug sept oct nov dec"
    ),
    "de": _words("urt beschl vgl rn rz anm hs lit ziff aufl az"),
    "fr": _words("cass civ crim soc com ch art al alin"),
    "es": _words("art arts núm inc cap lit"),
}

# Languages that write an ordinal as a number with a full stop, and the words that announce one.
ORDINAL = _words("de da nb nn no fi cs sk pl hu tr hr sl sr et lv is lt")
BEFORE_ORDINAL = _words(
    "der die das den dem des am im zum zur vom beim ein einen seit bis ab und den det på i dne w od do"
)
