package shell

import (
	"errors"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
)

// errNoWindow is for who has a desktop that takes no window of this kind.
var errNoWindow = errors.New("this desktop answers, but takes no window: it offers no OpenGL 2.1, or turns away other users' programs (xauth); " + without)

// appear shows the window. Where the system refuses it Fyne panics, or goes on
// without one: the person is told instead.
func appear(w fyne.Window) (err error) {
	defer func() {
		if there(w) {
			return // what failed, failed in it: it goes its way
		}
		if p := recover(); p != nil {
			err = fmt.Errorf("%w (%v)", errNoWindow, p)
			return
		}
		err = errNoWindow
	}()
	w.Show()
	return nil
}

// there tells whether the system made the window.
func there(w fyne.Window) bool {
	native, ok := w.(driver.NativeWindow)
	if !ok {
		return true
	}
	made := true
	native.RunNative(func(of any) {
		switch c := of.(type) {
		case driver.X11WindowContext:
			made = c.WindowHandle != 0
		case driver.WaylandWindowContext:
			made = c.WaylandSurface != 0
		case driver.WindowsWindowContext:
			made = c.HWND != 0
		}
	})
	return made
}
