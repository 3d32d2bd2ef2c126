// Command blank shows an empty Fyne window until it is ended: what the real
// window is measured beside.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	a := app.NewWithID("app.turnaround.Blank")
	w := a.NewWindow("Blank")
	w.SetContent(widget.NewLabel("Blank"))
	w.Resize(fyne.NewSize(1360, 860))
	w.ShowAndRun()
}
