"""The flows of `/settings`."""
