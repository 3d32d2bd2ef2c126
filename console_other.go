//go:build !windows

package main

// borrowConsole has nothing to do: only Windows tells windowed programs apart.
func borrowConsole() {}
