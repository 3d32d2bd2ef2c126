package settings

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"fyne.io/fyne/v2"

	"turnaround/app/archive"
	"turnaround/app/config"
	"turnaround/app/text"
	"turnaround/ui/keys"
	"turnaround/ui/look"
	"turnaround/ui/parts"
	"turnaround/ui/words"
)

// data is the page of what is kept on this computer.
type data struct {
	s      *Screen
	listed string
	held   *parts.WrapText
	key    *fyne.Container

	now     func() // exports as the form says
	export  transfer
	people  bool
	pass    string
	path    string
	imports transfer
}

// transfer is an export or an import, while it runs and after.
type transfer struct {
	running bool
	done    atomic.Int64
	said    string
	wrong   string
	stop    func()
	view    *fyne.Container
}

func newData(s *Screen) *data { return &data{s: s} }

func (p *data) keyOf(s *snapshot) string {
	return short(s.config.Storage.Retention.Std()) + short(s.config.Storage.People.Std())
}

func (p *data) body() fyne.CanvasObject {
	p.listed = p.keyOf(p.s.now)
	return vbox(look.S12, cut(words.T("Data and archive"), styleHead), p.exportCard(), p.importCard(), p.pageCard(), p.keepCard())
}

func (p *data) side() (fyne.CanvasObject, bool) {
	return vbox(look.S14, p.heldCard(), p.filesCard()), false
}

func (p *data) show(s *snapshot) {
	if p.listed != p.keyOf(s) {
		p.s.lay()
		return
	}
	p.fillHeld()
	p.fillTransfer(&p.export)
	p.fillTransfer(&p.imports)
}

func (p *data) back() bool { return false }

// exportCard writes an archive.
func (p *data) exportCard() fyne.CanvasObject {
	if p.path == "" {
		p.path = p.usualPath()
	}
	where := parts.NewField(p.usualPath())
	where.SetText(p.path)
	where.OnChanged = func(text string) { p.path = text }
	at := newField(words.T("Write to"), "", p.chooser(where, func(chosen func(string)) { p.s.SaveAs(filepath.Base(p.path), chosen) }, p.s.SaveAs != nil))
	pass := parts.NewField("")
	pass.SetSecret(true)
	pass.SetText(p.pass)
	pass.OnChanged = func(text string) { p.pass = text }
	seal := newField(words.T("Passphrase"), words.T("The archive is sealed with it (age). Without it nobody can read it, you neither."), pass)
	show(seal, p.people)
	people := parts.NewCheckbox(words.T("With people and full texts"), p.people, func(on bool) {
		p.people = on
		show(seal, on)
		p.s.bodies.settle()
	})
	write := parts.NewKeyButton(words.T("Export"), "file_download", keys.Export, parts.Primary, func() { p.now() })
	p.now = func() { p.runExport(at, seal) }
	p.export.view = vbox(look.S6)
	p.fillTransfer(&p.export)
	return card(headline("folder_zip", words.T("Export")), say(words.T("All incidents in one archive, without names of people, long texts and secrets. Tick to take people along, under a passphrase."), styleSoft),
		at, left(people), seal, left(write), p.export.view)
}

func (p *data) usualPath() string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = p.s.Core.Places().Data
	}
	return filepath.Join(home, "turnaround-"+p.s.Now().Format("2006-01-02")+".zip")
}

// chooser is a field for a path with a button that picks one.
func (p *data) chooser(f *parts.Field, pick func(chosen func(string)), able bool) fyne.CanvasObject {
	if !able {
		return f
	}
	return hbox(look.S8, []float32{1, 0}, f, parts.NewKeyButton(words.T("Choose…"), "", "", parts.Outline, func() { pick(f.SetText) }))
}

func (p *data) runExport(at, seal *field) {
	at.tell("")
	seal.tell("")
	path := strings.TrimSpace(p.path)
	switch {
	case p.export.running:
		return
	case path == "":
		at.tell(words.T("Say where to write the archive."))
	case p.people && len(p.pass) < 8:
		seal.tell(words.T("Use at least 8 characters: names of people are in it."))
	default:
		o := Export{Path: path, People: p.people}
		if o.People {
			o.Passphrase = p.pass
		}
		p.run(&p.export, func(ctx context.Context, done func(int)) (string, error) {
			n, err := p.s.Core.Export(ctx, o, done)
			return words.N("{{.Count}} incidents are in {{.Path}}.", n, words.Data{"Path": path}), err
		})
	}
	p.s.bodies.settle()
}

// run does a transfer away from the screen.
func (p *data) run(t *transfer, do func(ctx context.Context, done func(int)) (string, error)) {
	t.running, t.said, t.wrong = true, "", ""
	t.done.Store(0)
	t.stop = p.s.crew.start(func(ctx context.Context) func() {
		said, err := do(ctx, func(n int) { t.done.Store(int64(n)) })
		stopped := ctx.Err() != nil
		return func() {
			t.running, t.stop = false, nil
			switch {
			case stopped:
				t.said = words.T("Stopped.")
			case err != nil:
				t.wrong = fileTrouble(err)
			default:
				t.said = said
				p.pass = ""
			}
			p.fillTransfer(t)
			p.s.refresh()
		}
	})
	p.fillTransfer(t)
}

// fileTrouble words why a file could not be written or read.
func fileTrouble(err error) string {
	switch {
	case errors.Is(err, archive.ErrPassphrase):
		return words.T("The archive is sealed and this is not its passphrase.")
	case errors.Is(err, archive.ErrNotArchive):
		return words.T("This file is not an archive of Turnaround.")
	case errors.Is(err, archive.ErrNewer):
		return words.T("A newer Turnaround wrote this archive: update this one first.")
	case errors.Is(err, fs.ErrPermission):
		return words.T("The file may not be read or written there. Choose another folder.")
	case errors.Is(err, fs.ErrNotExist):
		return words.T("There is no such file or folder.")
	case errors.Is(err, syscall.ENOSPC):
		return words.T("The disk is full. Choose another one.")
	}
	return plain(err)
}

func (p *data) fillTransfer(t *transfer) {
	if t.view == nil {
		return
	}
	t.view.Objects = nil
	switch {
	case t.running:
		t.view.Add(hbox(look.S8, []float32{0, 1}, icon("hourglass_top", look.InkText2, look.Icon16),
			say(words.T("{{.N}} so far…", words.Data{"N": words.Number(int(t.done.Load()))}), styleSoft), parts.NewLink(words.T("Stop"), "", t.stop)))
	case t.wrong != "":
		t.view.Add(bar(look.InkCrit, say(t.wrong, styleSoft)))
	case t.said != "":
		t.view.Add(hbox(look.S8, []float32{0, 1}, icon("check_circle", look.InkOK, look.Icon16), say(t.said, styleSoft)))
	}
	p.s.bodies.settle()
}

// importCard unites an archive with what is here.
func (p *data) importCard() fyne.CanvasObject {
	path, pass := parts.NewField(words.T("an archive's path")), parts.NewField("")
	pass.SetSecret(true)
	at := newField(words.T("Archive"), "", p.chooser(path, func(chosen func(string)) { p.s.OpenFile(chosen) }, p.s.OpenFile != nil))
	seal := newField(words.T("Passphrase"), words.T("Only where the archive is sealed."), pass)
	open := parts.NewKeyButton(words.T("Import"), "upload_file", "", parts.Outline, func() {
		from, phrase := strings.TrimSpace(path.Text()), pass.Text()
		at.tell("")
		switch {
		case p.imports.running:
		case from == "":
			at.tell(words.T("Choose an archive."))
			p.s.bodies.settle()
		default:
			p.run(&p.imports, func(ctx context.Context, done func(int)) (string, error) {
				got, err := p.s.Core.Import(ctx, from, phrase, done)
				return words.N("{{.Count}} incidents changed: {{.New}} entries were new, {{.Known}} were here already.", got.Incidents,
					words.Data{"New": words.Number(got.Entries), "Known": words.Number(got.Known)}), err
			})
		}
	})
	p.imports.view = vbox(look.S6)
	p.fillTransfer(&p.imports)
	return card(headline("upload_file", words.T("Import")), say(words.T("Unites an archive with what is here. Nothing is sent, nothing rings, and nothing is there twice."), styleSoft),
		at, seal, left(open), p.imports.view)
}

// pageCard leads to what a public status page told.
func (p *data) pageCard() fyne.CanvasObject {
	open := parts.NewKeyButton(words.T("See what a status page told"), "public", "", parts.Outline, func() { p.s.Host.Go("history") })
	return card(headline("public", words.T("A status page's history")),
		say(words.T("What a public status page told customers: first update, longest silence, promises kept. Nothing is kept or published."), styleSoft), left(open))
}

// keepCard is how long what is kept.
func (p *data) keepCard() fyne.CanvasObject {
	c := p.s.now.config.Storage
	day := config.Day
	var old, people *field
	old = setting(words.T("Resolved incidents"), words.T("Older ones are deleted, with their timelines."),
		wide(130, spanSelect(words.T("Resolved incidents"), []time.Duration{0, 90 * day, 180 * day, 365 * day, 730 * day, 1825 * day}, c.Retention.Std(), func(d time.Duration) { p.askRetention(old, d) })))
	people = setting(words.T("Data about persons"), words.T("Erased this long after the incident closed."),
		wide(130, spanSelect(words.T("Data about persons"), []time.Duration{30 * day, 90 * day, 180 * day, 365 * day}, c.People.Std(), func(d time.Duration) {
			p.s.change(people, set("storage.people", config.Duration(d)), nil)
		})))
	return card(headline("schedule", words.T("How long it is kept")), old, rule(), people)
}

// askRetention asks first where the change would delete something.
func (p *data) askRetention(at *field, d time.Duration) {
	edit := set("storage.retention", config.Duration(d))
	p.s.crew.serial(func(context.Context) func() {
		n := p.s.Core.WouldDelete(d)
		return func() {
			if n == 0 || p.s.now.config.Storage.Retention.Std() != 0 && d > p.s.now.config.Storage.Retention.Std() {
				p.s.change(at, edit, nil)
				return
			}
			p.s.Host.Modal(words.T("Delete old incidents?"), say(words.N("{{.Count}} resolved incidents are older than that and are deleted within the hour. Export them first to keep them.", n), styleBody),
				parts.Choice{Text: words.T("Cancel"), Importance: parts.Quiet, Do: p.s.lay},
				parts.Choice{Text: words.T("Delete them"), Importance: parts.Danger, Do: func() { p.s.change(at, edit, nil) }})
		}
	})
}

// heldCard says what is kept, and which key encrypts it.
func (p *data) heldCard() fyne.CanvasObject {
	p.held, p.key = say("", styleSoft), vbox(look.S8)
	p.fillHeld()
	return card(headline("shield", words.T("What is kept, and how")), p.held, rule(), p.key)
}

func (p *data) fillHeld() {
	if p.held == nil {
		return
	}
	d := p.s.now.data
	p.held.Set(words.N("{{.Count}} incidents, at most {{.Size}} on disk.", d.Incidents, words.Data{"Size": size(d.Bytes)}))
	name, ink, said := "check_circle", look.InkOK, words.T("Encrypted on disk: incidents, alerts, timelines, notes, what waits to be sent.")
	if !d.Encrypted {
		name, ink, said = "warning", look.InkWarn, words.T("Not encrypted on disk.")
	}
	p.key.Objects = []fyne.CanvasObject{hbox(look.S8, []float32{0, 1}, icon(name, ink, look.Icon16), say(said, styleBody))}
	if d.Encrypted {
		where, helps, not := keyTexts(d.Key.Way)
		for _, row := range [][2]string{{words.T("key"), where}, {words.T("helps against"), helps}, {words.T("does not help against"), not}} {
			p.key.Add(topbox(look.S10, []float32{0, 1}, wide(92, say(row[0], style{look.Body, look.InkText3, false})), say(row[1], styleBody)))
		}
		if d.Key.Where != "" {
			p.key.Add(say(text.Line(d.Key.Where, 300), styleHint))
		}
	}
	p.key.Add(say(words.T("Not encrypted: the configuration file, which holds no secret, and the log."), styleHint))
	if d.Full {
		p.key.Add(notice(look.InkCrit, look.InkCritBG, "error_outline", say(words.T("The disk is full: nothing new is kept until there is room."), styleBold)))
	}
	p.s.sides.settle()
	p.s.bodies.settle()
}

// keyTexts say where the data's key is kept, against what that helps, and what not.
func keyTexts(way string) (where, helps, not string) {
	switch way {
	case "keyring":
		return words.T("in the system's keyring"), words.T("a copied data folder, a backup, a stolen disk"),
			words.T("programs that run as you while the keyring is unlocked")
	case "passphrase":
		return words.T("sealed by your passphrase"), words.T("a copied data folder, a backup, a stolen disk, as far as the passphrase is hard to guess"),
			words.T("programs that run as you while the app runs")
	}
	return words.T("in a file beside the data folder"), words.T("a copy of the data folder alone"),
		words.T("whoever can read your files: a stolen disk without disk encryption, a backup of your home folder")
}

// filesCard says where everything is.
func (p *data) filesCard() fyne.CanvasObject {
	at := p.s.Core.Places()
	out := []fyne.CanvasObject{headline("storage", words.T("Where the files are"))}
	for _, each := range [][2]string{{words.T("Configuration"), at.Config}, {words.T("Data"), at.Data}, {words.T("Log"), at.Logs}} {
		row := vbox(2, say(each[0], styleBold), say(each[1], styleMeta))
		if p.s.Reveal == nil {
			out = append(out, row)
			continue
		}
		out = append(out, hbox(look.S8, []float32{1, 0}, row, parts.NewIconButton("open_in_new", words.T("Open the folder of {{.Name}}", words.Data{"Name": each[0]}), "", func() { p.s.reveal(folder(each[1])) })))
	}
	return card(out...)
}

// folder is the folder of a file, or the folder itself.
func folder(path string) string {
	if slices.Contains([]string{".toml"}, filepath.Ext(path)) {
		return filepath.Dir(path)
	}
	return path
}

// size says bytes the short way.
func size(n int64) string {
	switch {
	case n >= 1<<30:
		return words.T("{{.N}} GB", words.Data{"N": words.Number(int(n >> 30))})
	case n >= 1<<20:
		return words.T("{{.N}} MB", words.Data{"N": words.Number(int(n >> 20))})
	}
	return words.T("{{.N}} KB", words.Data{"N": words.Number(int(n >> 10))})
}
