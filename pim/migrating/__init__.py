"""Innovations that run go on in another version of their workflow: looked at first, then done one by one."""
