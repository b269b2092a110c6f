"""What takes more than one step: drafts, folders that are kept in step, repairs, standing questions."""
