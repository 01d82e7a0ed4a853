"""Shows what CPython's specializing adaptive interpreter made of a program.

The command is ``specialist``; with pytest, ``pytest --specialist``.
"""
