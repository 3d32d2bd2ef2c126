//go:build !unix || darwin || ios || android

package cmd

import (
	"context"
	"runtime"
)

// hasTray tells whether this desktop shows tray icons: all but phones do.
func hasTray(context.Context) bool { return runtime.GOOS != "android" && runtime.GOOS != "ios" }
