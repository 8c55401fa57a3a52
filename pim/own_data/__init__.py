"""What PIM keeps about somebody, for that person: to see and to take along (AVG art. 15 and 20)."""
