"""The Discord front end, the only folder that imports discord: it calls the core through `Casebook`, in threads."""
