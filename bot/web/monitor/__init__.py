"""Health and metrics, for whoever watches the process."""
