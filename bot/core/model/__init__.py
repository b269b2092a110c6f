"""The nouns: documents, answers, the trail, errors, rights; and the ports that adapters fill."""
