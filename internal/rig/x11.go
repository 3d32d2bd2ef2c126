package rig

import (
	"io"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

func init() { xgb.Logger.SetOutput(io.Discard) } // it complains of a screen without a password

// client speaks X11 itself, for what xdotool cannot do: what a window manager
// and a file manager would.
type client struct {
	t    testing.TB
	conn *xgb.Conn
	root xproto.Window
}

func (d *Desktop) client(t testing.TB) *client {
	t.Helper()
	conn, err := xgb.NewConnDisplay(d.Display)
	if err != nil {
		t.Fatalf("reach the display: %v", err)
	}
	return &client{t, conn, xproto.Setup(conn).DefaultScreen(conn).Root}
}

func (c *client) atom(name string) xproto.Atom {
	c.t.Helper()
	reply, err := xproto.InternAtom(c.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		c.t.Fatalf("name %s on the display: %v", name, err)
	}
	return reply.Atom
}

// tell sends a window a message of up to five numbers.
func (c *client) tell(to xproto.Window, kind string, data ...uint32) {
	c.t.Helper()
	message := xproto.ClientMessageEvent{Format: 32, Window: to, Type: c.atom(kind),
		Data: xproto.ClientMessageDataUnionData32New(append(data, make([]uint32, 5-len(data))...))}
	if err := xproto.SendEventChecked(c.conn, false, to, 0, string(message.Bytes())).Check(); err != nil {
		c.t.Fatalf("send %s to a window: %v", kind, err)
	}
}

// next waits for an event that fits.
func (c *client) next(what string, fits func(xgb.Event) bool) {
	c.t.Helper()
	Await(c.t, what, func() bool {
		event, err := c.conn.PollForEvent()
		if err != nil {
			c.t.Fatalf("wait for %s: %v", what, err)
		}
		return event != nil && fits(event)
	})
}

// answer waits for a message of a kind.
func (c *client) answer(kind string) []uint32 {
	c.t.Helper()
	var data []uint32
	wanted := c.atom(kind)
	c.next("the window's "+kind, func(event xgb.Event) bool {
		message, ok := event.(xproto.ClientMessageEvent)
		if ok && message.Type == wanted {
			data = message.Data.Data32
		}
		return data != nil
	})
	return data
}

// Ask asks the window with this title to close, as the button on its frame does.
func (d *Desktop) Ask(t testing.TB, title string) {
	t.Helper()
	c := d.client(t)
	defer c.conn.Close()
	c.tell(d.window(t, title), "WM_PROTOCOLS", uint32(c.atom("WM_DELETE_WINDOW")), xproto.TimeCurrentTime)
}

// LookAway gives the keyboard to a small window of its own until the end of the
// test, as working in another program does.
func (d *Desktop) LookAway(t testing.TB) {
	t.Helper()
	c := d.client(t)
	t.Cleanup(c.conn.Close)
	other := c.window(xproto.WindowClassInputOutput)
	err := xproto.ConfigureWindowChecked(c.conn, other, xproto.ConfigWindowX|xproto.ConfigWindowY|xproto.ConfigWindowWidth|xproto.ConfigWindowHeight,
		[]uint32{1300, 850, 40, 30}).Check()
	if err == nil {
		err = xproto.MapWindowChecked(c.conn, other).Check()
	}
	if err == nil {
		err = xproto.SetInputFocusChecked(c.conn, xproto.InputFocusPointerRoot, other, xproto.TimeCurrentTime).Check()
	}
	if err != nil {
		t.Fatalf("look away: %v", err)
	}
}

// window makes a window that is not shown yet; it ends with the connection.
func (c *client) window(class uint16) xproto.Window {
	c.t.Helper()
	id, err := xproto.NewWindowId(c.conn)
	if err == nil {
		err = xproto.CreateWindowChecked(c.conn, 0, id, c.root, 0, 0, 1, 1, 0, class, 0, 0, nil).Check()
	}
	if err != nil {
		c.t.Fatalf("make a window: %v", err)
	}
	return id
}

// Drop drags a file onto the middle of the window with this title, by the XDND
// protocol of a file manager, and waits until the window took it.
func (d *Desktop) Drop(t testing.TB, title, path string) {
	t.Helper()
	c := d.client(t)
	defer c.conn.Close()
	to := d.window(t, title)
	self := c.window(xproto.WindowClassInputOnly)
	if err := xproto.SetSelectionOwnerChecked(c.conn, self, c.atom("XdndSelection"), xproto.TimeCurrentTime).Check(); err != nil {
		t.Fatalf("begin to drag: %v", err)
	}
	from, list := uint32(self), c.atom("text/uri-list")
	c.tell(to, "XdndEnter", from, 5<<24, uint32(list))
	c.tell(to, "XdndPosition", from, 0, 400<<16|400, xproto.TimeCurrentTime, uint32(c.atom("XdndActionCopy")))
	if status := c.answer("XdndStatus"); status[1]&1 == 0 {
		t.Fatalf("the window %s takes no files", title)
	}
	c.tell(to, "XdndDrop", from, 0, xproto.TimeCurrentTime)
	c.hand(list, (&url.URL{Scheme: "file", Path: path}).String()+"\r\n")
	if finished := c.answer("XdndFinished"); finished[1] == 0 { // GLFW tells how many bytes it took
		t.Fatalf("the window %s refused %s", title, path)
	}
}

// hand gives what is dragged to the window that asks for it.
func (c *client) hand(kind xproto.Atom, content string) {
	c.t.Helper()
	c.next("the window to ask for what was dropped", func(event xgb.Event) bool {
		asked, ok := event.(xproto.SelectionRequestEvent)
		if !ok {
			return false
		}
		err := xproto.ChangePropertyChecked(c.conn, xproto.PropModeReplace, asked.Requestor, asked.Property, kind, 8,
			uint32(len(content)), []byte(content)).Check()
		if err == nil {
			done := xproto.SelectionNotifyEvent{Time: asked.Time, Requestor: asked.Requestor, Selection: asked.Selection,
				Target: asked.Target, Property: asked.Property}
			err = xproto.SendEventChecked(c.conn, false, asked.Requestor, 0, string(done.Bytes())).Check()
		}
		if err != nil {
			c.t.Fatalf("hand over what was dropped: %v", err)
		}
		return true
	})
}

// window waits for a visible window whose title ends like this.
func (d *Desktop) window(t testing.TB, title string) xproto.Window {
	t.Helper()
	var id uint64
	Await(t, "the window "+title, func() bool {
		var ok bool
		id, ok = d.visible(t, title+"$")
		return ok
	})
	return xproto.Window(id)
}

// Shows tells whether a window is visible whose title fits a pattern.
func (d *Desktop) Shows(t testing.TB, pattern string) bool {
	t.Helper()
	_, ok := d.visible(t, pattern)
	return ok
}

func (d *Desktop) visible(t testing.TB, pattern string) (id uint64, ok bool) {
	t.Helper()
	cmd := Command(t, "xdotool", "search", "--onlyvisible", "--name", pattern)
	cmd.Env = append(cmd.Env, "DISPLAY="+d.Display)
	out, err := cmd.Output() // an error is that there is none
	line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if err != nil || line == "" {
		return 0, false
	}
	id, err = strconv.ParseUint(line, 10, 32)
	if err != nil {
		t.Fatalf("xdotool names a window %q", line)
	}
	return id, true
}
