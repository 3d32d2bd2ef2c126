package shell

import (
	"context"
	"image/png"
	"os"
	"testing"

	"fyne.io/fyne/v2"
)

// shoot writes what the window shows, where a person asks for it.
func (r *rig) shoot(name string) {
	dir := os.Getenv("SHOOT")
	if dir == "" {
		return
	}
	f, _ := os.Create(dir + "/" + name + ".png")
	defer f.Close()
	png.Encode(f, r.win.Canvas().Capture())
}

func TestScratch(t *testing.T) {
	r := start(t, func(r *rig, c *Config) { r.core.fresh = true })
	r.status()
	r.shoot("welcome")
	r.win.Resize(fyne.NewSize(390, 844))
	r.shoot("welcome-phone")
	r.win.Resize(fyne.NewSize(1360, 860))
	r.startDrill()
	r.until("drill", func() bool { return r.Shell.drill != nil })
	r.drill.at = 68e9
	r.drill.tried = Tried{Acknowledged: true, AckSeconds: 6}
	r.status()
	r.shoot("drill")
	r.openOverview()
	r.shoot("overview")
	_ = context.Background
}
