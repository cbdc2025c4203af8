"""Danh sách thủ tục: every procedure with what is missing about it, its page, new ones, how they are filed."""
