"""The ways to answer a round: a personal link by mail, a slip, a poster, a kiosk, and paper."""
