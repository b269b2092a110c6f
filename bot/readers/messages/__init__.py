"""What people wrote to one another: mail, mailboxes, exported chats."""
