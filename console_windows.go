package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// borrowConsole lets a command print where it was typed: a program of the windowed
// subsystem has no console of its own, but may use that of whoever started it.
// What was redirected to a file or a pipe stays so.
func borrowConsole() {
	const parent = ^uintptr(0) // ATTACH_PARENT_PROCESS
	attach := windows.NewLazySystemDLL("kernel32.dll").NewProc("AttachConsole")
	if ok, _, _ := attach.Call(parent); ok == 0 {
		return // started from a menu, or built as a console program
	}
	borrow(&os.Stdout, windows.STD_OUTPUT_HANDLE, "CONOUT$", os.O_WRONLY)
	borrow(&os.Stderr, windows.STD_ERROR_HANDLE, "CONOUT$", os.O_WRONLY)
	borrow(&os.Stdin, windows.STD_INPUT_HANDLE, "CONIN$", os.O_RDONLY)
}

func borrow(file **os.File, which uint32, name string, flag int) {
	if handle, err := windows.GetStdHandle(which); err == nil && handle != 0 && handle != windows.InvalidHandle {
		if kind, err := windows.GetFileType(handle); err == nil && kind != windows.FILE_TYPE_UNKNOWN {
			return
		}
	}
	if console, err := os.OpenFile(name, flag, 0); err == nil {
		*file = console
	}
}
