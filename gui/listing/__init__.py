"""What every list can do: choose columns, keep filters, sum, copy and print what is selected."""
