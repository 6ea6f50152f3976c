"""운영: reports, the queue, decisions by people, appeals to another person, the public log. Knows no other room's rows: rooms bring their kinds."""
