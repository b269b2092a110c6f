"""One file a schema, in order; never changed once it has been in use."""
