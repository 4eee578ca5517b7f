"""Mandates: who may do what in a body's name, since when, until when, on whose word; and the gate that asks."""
