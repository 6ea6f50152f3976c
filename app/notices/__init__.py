"""알림: what happened to the things a resident takes part in. One unread line per thing, told in their language, mailed once a day if wanted."""
