"""What pages of both doors share: headers, language, the door's cookie, forms, sentences."""
