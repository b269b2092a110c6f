"""The flows of `/documents`: adding, previewing, listing, marking, erasing, fetching again."""
