"""Soạn câu hỏi: administrators put together what the online form of a procedure asks."""
