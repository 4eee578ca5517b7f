"""The desk: pages that look across rooms: the hall's front, the record as a timeline, who holds what."""
