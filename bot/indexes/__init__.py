"""Indexes: what finds passages by their words. Views of the store, made again whenever they are lost."""
