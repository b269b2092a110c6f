"""The database itself: tables, connections, migrations, faults."""
