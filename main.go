// Turnaround keeps incidents on this computer, rings, and acknowledges at the
// source. This file joins the commands and the window.
package main

import (
	"os"
	_ "time/tzdata" // zones where the system has none

	"turnaround/cmd"
	"turnaround/ui/shell"
)

func main() {
	borrowConsole()
	os.Exit(cmd.Main(os.Args[1:], shell.Open))
}
