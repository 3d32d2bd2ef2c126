//go:build 386 || arm || mips || mipsle

package store

// Badger loses keys without an error in 32-bit builds (a table's block slices
// go out of range, or iteration ends early) and cannot map its files again
// after a restart. A build that would lose incidents is refused.
var _ = turnaround_needs_a_64_bit_build_because_its_database_loses_records_on_32_bit_systems
