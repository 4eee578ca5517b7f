"""Assemblies: meetings called by members, with the notice their charter asks for, and the agenda they build."""
