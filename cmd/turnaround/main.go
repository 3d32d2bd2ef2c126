// Command turnaround without a window: for servers, and for fast tests.
package main

import (
	"os"
	_ "time/tzdata" // zones where the system has none

	"turnaround/cmd"
)

func main() { os.Exit(cmd.Main(os.Args[1:], nil)) }
