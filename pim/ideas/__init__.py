"""Problems and ideas that employees bring: acknowledged, answered, grouped into functionalities."""
