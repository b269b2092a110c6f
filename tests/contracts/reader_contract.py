"""What every reader does, as tests to inherit: give a class its `reader`, and `samples` of files that it reads."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.core.model.documents import Reading
from bot.core.model.errors import BadDocument
from bot.core.model.ports import Reader

hostile = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.differing_executors])


class ReaderContract:
    reader: Reader
    samples: ClassVar[Mapping[str, bytes]]  # file name → bytes, each of which reads as at least one document

    def readings(self) -> list[Reading]:
        return [one for name, data in self.samples.items() for one in self.reader.read(data, name)]

    def test_it_has_a_name_for_people(self) -> None:
        assert self.reader.name.strip()

    def test_it_accepts_its_samples_whatever_folder_they_lie_in(self) -> None:
        assert all(self.reader.accepts(data, f"some/where/{name}") for name, data in self.samples.items())

    def test_each_sample_gives_text_and_a_title(self) -> None:
        assert self.readings()
        assert all(one.text.strip() and one.details.title for one in self.readings())

    def test_reading_again_gives_the_same(self) -> None:
        assert self.readings() == self.readings()

    def test_texts_can_be_stored_as_utf_8(self) -> None:
        assert all(one.text.encode().decode() == one.text for one in self.readings())

    def test_marks_stand_in_the_text_and_in_order(self) -> None:
        for one in self.readings():
            starts = [mark.start for mark in one.marks]
            assert starts == sorted(starts)
            assert all(0 <= start < len(one.text) for start in starts)

    def test_headings_are_marked_where_their_words_stand(self) -> None:
        for one in self.readings():
            headings = [mark for mark in one.marks if mark.kind == "heading"]
            assert all(mark.label.split()[0] in one.text[mark.start : mark.start + 300] for mark in headings)

    @hostile
    @given(data=st.binary(max_size=300), name=st.text(max_size=30))
    def test_any_bytes_under_any_name_are_read_or_refused(self, data: bytes, name: str) -> None:
        """Nothing but a BadDocument comes out, and it can be shown."""
        self.read_or_refuse(data, name)

    @hostile
    @given(which=st.integers(0), where=st.floats(0, 1), other=st.binary(max_size=9))
    def test_a_damaged_sample_is_read_or_refused(self, which: int, where: float, other: bytes) -> None:
        """Cut short, or with a few bytes in the middle exchanged for others."""
        name, whole = sorted(self.samples.items())[which % len(self.samples)]
        at = int(where * len(whole))
        self.read_or_refuse(whole[:at], name)
        self.read_or_refuse(whole[:at] + other + whole[at + 3 :], name)

    def read_or_refuse(self, data: bytes, name: str) -> None:
        said = ""
        try:
            assert all(one.text.encode() for one in self.reader.read(data, name))
        except BadDocument as refusal:
            said = str(refusal)
        assert not any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for letter in said)

    def test_no_bytes_at_all_are_refused(self) -> None:
        with pytest.raises(BadDocument):
            list(self.reader.read(b"", next(iter(self.samples))))
