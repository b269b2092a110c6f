"""Which flow a command, a press or a form belongs to: the only folder that knows them all."""
