package update

import (
	"time"

	"turnaround/app/incident"
)

var german = []rule{
	{"CU01", Draft{}, []string{
		"Kartenzahlungen schlagen in der EU fehl. Wir untersuchen das.",
		"Die Anmeldung ist langsam. Wir melden uns, sobald wir mehr wissen.",
		"Seit 11:00 Uhr UTC kommen Exporte zu spät.",
	}, []string{
		"Kartenzahlungen schlagen fehl. Nächste Meldung um 12:30 Uhr UTC.",
		"Die Anmeldung ist langsam. Wir melden uns wieder in 30 Minuten.",
		"Exporte kommen zu spät. Das nächste Update folgt spätestens um 13 Uhr, auch wenn sich nichts geändert hat.",
	}},
	{"CU02", Draft{}, []string{
		"Zahlungen schlagen fehl. Nächste Meldung in 3 Minuten.", "Die Anmeldung ist langsam. Nächstes Update um 12:02 Uhr UTC.", "Exporte fehlen. Wir melden uns wieder in 4 Minuten.",
	}, []string{
		"Zahlungen schlagen fehl. Nächste Meldung in 20 Minuten.", "Die Anmeldung ist langsam. Nächstes Update um 12:10 Uhr UTC.", "Exporte fehlen. Wir melden uns wieder.",
	}},
	{"CU03", Draft{Longest: 30 * time.Minute}, []string{
		"Zahlungen schlagen fehl. Nächste Meldung in 2 Stunden.", "Die Anmeldung ist langsam. Nächste Meldung um 14:00 Uhr UTC.", "Exporte fehlen. Wir melden uns wieder in 45 Minuten.",
	}, []string{
		"Zahlungen schlagen fehl. Nächste Meldung in 30 Minuten.", "Die Anmeldung ist langsam. Nächste Meldung um 12:25 Uhr UTC.", "Exporte fehlen. Wir melden uns wieder in 20 Minuten.",
	}},
	{"CU04", Draft{Due: noon.Add(30 * time.Minute)}, []string{
		"Zahlungen schlagen fehl. Nächste Meldung um 13:00 Uhr UTC.", "Die Anmeldung ist langsam. Nächste Meldung um 12:30 Uhr.", "Seit 11:40 Uhr fehlen Exporte. Nächste Meldung in 30 Minuten.",
	}, []string{
		"Zahlungen schlagen fehl. Nächste Meldung um 12:30 Uhr UTC.", "Die Anmeldung ist langsam. Wir melden uns wieder in 30 Minuten.", "Seit 11:40 Uhr UTC fehlen Exporte. Nächste Meldung um 13:30 Uhr MEZ.",
	}},
	{"CU05", Draft{}, []string{
		"Wir untersuchen Meldungen über die Kasse. Nächste Meldung in 30 Minuten.", "Unser Team ist dran und arbeitet mit Hochdruck.", "Wir können noch nicht sagen, was los ist.",
	}, []string{
		"Zahlungen schlagen seit heute früh für manche von Ihnen fehl.", "Sie können sich im Moment nicht anmelden.", "Es können sich etwa 20 % der Kundinnen und Kunden in ganz Deutschland nicht anmelden.", "Die Anmeldung läuft seit eben wieder.", "Nachrichten kommen derzeit nicht an.",
		"Die Seiten laden auf dem Telefon nicht.", "Exporte verzögern sich.", "Das Hochladen funktioniert seit eben wieder.",
	}},
	{"CU06", Draft{}, []string{
		"Wir untersuchen das. Kartenzahlungen schlagen in der EU fehl.", "Derzeit arbeiten wir daran. Die Anmeldung ist langsam.", "Unsere Technik wurde um zwölf alarmiert. Exporte fehlen.",
	}, []string{
		"Kartenzahlungen schlagen in der EU fehl. Wir untersuchen das.", "Wir wissen, dass die Anmeldung langsam ist.", "Seit zwölf fehlen Exporte. Unser Team ist dran.",
	}},
	{"CU07", Draft{}, []string{
		"Zahlungen schlagen fehl. Nächste Meldung um 12:30 Uhr UTC.", "Seit 11:45 Uhr ist die Anmeldung langsam.", "Exporte fehlen. Nächste Meldung am 4. März um 15 Uhr.",
	}, []string{
		"Etwa jede achte Zahlung, 12 %, schlägt fehl.", "In Europa ist die Anmeldung langsam.", "Exporte fehlen. Wie viele von Ihnen es trifft, wissen wir noch nicht.",
	}},
	{"CU08", Draft{}, []string{
		"Einige Nutzer können sich nicht anmelden.", "Es gibt Probleme mit der Kasse.", "Exporte brechen vereinzelt ab.",
	}, []string{
		"Einige Nutzer, etwa 3 %, können sich nicht anmelden.", "Die Hälfte der Zahlungen schlägt fehl.", "Jeder zehnte Export bricht ab.",
	}},
	{"CU09", Draft{}, []string{
		"Hohe Latenz macht die Seiten langsam.", "Wir machen einen Rollback, weil Anmeldungen fehlschlagen.", "Unser Backend lehnt Zahlungen ab.",
	}, []string{
		"Die Seiten laden langsam.", "Wir kehren zur vorigen Version zurück, weil Anmeldungen fehlschlagen.", "Unsere Systeme lehnen Zahlungen ab.",
	}},
	{"CU10", Draft{Glossary: []string{"CRM"}}, []string{
		"Die SSO-Seite lädt nicht.", "Das VPN bricht stündlich ab.", "RDS ist langsam, deshalb kommen Berichte zu spät.",
	}, []string{
		"Die API ist langsam.", "Das CRM lädt nicht.", "Die einmalige Anmeldung (SSO) schlägt fehl. SSO nutzen die meisten von Ihnen.", "Über SEPA bezahlte Käufe fehlen bis 15 Uhr MEZ.",
	}},
	{"CU11", Draft{}, []string{
		"Aufgrund umfangreicher Infrastrukturmodernisierungsmaßnahmen beeinträchtigen gegenwärtig Konfigurationsinkonsistenzen die Authentifizierungsfunktionalität verschiedener Verwaltungsanwendungen, weshalb verantwortliche Organisationseinheiten umfassende Untersuchungen bezüglich internationaler Benachrichtigungsdienstleistungen durchführen, insbesondere Dokumentationsverwaltung, Abonnementverwaltung, Synchronisationsvorgänge, Identitätsverwaltung und Kommunikationsdienstleistungen betreffend, außerdem Überwachungseinrichtungen sowie organisationsübergreifende Berechtigungskonzepte.",
		"Hinsichtlich unterschiedlicher Verfügbarkeitseinschränkungen untersuchen verantwortliche Infrastrukturabteilungen gegenwärtig Konfigurationsänderungen, insbesondere Authentifizierungskomponenten, Verschlüsselungsverfahren, Synchronisationsvorgänge, Benachrichtigungsdienste, Dokumentationssysteme, Abonnementverwaltungen, Identifikationsverfahren, Kommunikationsplattformen, Überwachungseinrichtungen sowie organisationsübergreifende Berechtigungskonzepte internationaler Unternehmensverwaltungen, angeschlossener Tochtergesellschaften, beauftragter Dienstleistungsunternehmen sowie übergeordneter Verwaltungseinrichtungen.",
		"Verschiedene Administrationsoberflächen verzeichnen gegenwärtig außergewöhnliche Antwortzeitverlängerungen, deren Ursachenermittlung umfangreiche Untersuchungen erfordert, weshalb Verantwortliche unterschiedlichste Infrastrukturkomponenten analysieren, insbesondere Datenbankverwaltungssysteme, Lastverteilungseinrichtungen, Netzwerkverbindungen, Speicherverwaltungen, Authentifizierungsdienste, Benachrichtigungssysteme, Abrechnungsverfahren und Berichtserstellungen einschließlich zugehöriger Dokumentationsverwaltungen, Organisationsverzeichnisse und Sicherungsverfahren.",
	}, []string{
		"In der EU schlagen Kartenzahlungen fehl. Etwa jede achte geht nicht durch. Ihr Korb bleibt voll, und Sie zahlen nicht zweimal. Wir leiten die Zahlungen auf eine andere Bank um. Die Überweisung geht. Bitte nutzen Sie bis dahin diese.",
		"Sie können sich nicht anmelden. Wir sehen das seit zwölf Uhr. Die alte Seite ist wieder da, und sie lädt für die Hälfte von Ihnen. Wenn Sie noch nicht hinein kommen, warten Sie zehn Minuten. Ihre Daten sind sicher.",
		"Authentifizierungsfunktionalität beeinträchtigt.",
	}},
	{"CU12", Draft{}, []string{
		"Seit heute Mittag schlagen im Laden und in der App etwa eine von acht Zahlungen mit der Karte fehl und wir leiten nun alle auf eine zweite Bank um damit Sie zahlen können.",
		"Wir sahen dass der Export Ihrer Berichte zu spät kam und haben uns dann die Warteschlange und die Platten und das Netz angesehen und in keinem davon einen Grund gefunden der das erklärt.",
		"Die Anmeldung ist für die Hälfte von Ihnen langsam und das bleibt so bis die alte Seite wieder da ist was dauert weil jede Kopie von ihr nacheinander an ihren Platz muss.",
	}, []string{
		"Etwa eine von acht Zahlungen schlägt fehl. Wir leiten sie auf eine zweite Bank um.",
		"Am 3. März um 9 Uhr kamen Exporte zu spät. Die Warteschlange ist in Ordnung. Die Platten sind in Ordnung. Das Netz ist in Ordnung. Nun sehen wir uns die Dateien an.",
		"Die Anmeldung ist in Version 2.5 der App langsam, z. B. auf dem Telefon. Version 2.4 ist schnell. Bitte nutzen Sie diese, bis die alte Seite wieder für alle da ist.",
	}},
	{"CU13", Draft{Words: 12, Runes: 100}, []string{
		"Kartenzahlungen schlagen in der EU und in der Schweiz fehl, und wir leiten sie nun so schnell es geht um.",
		"Eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn.",
		"Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsentwurfsausschussvorsitzendenwahlen",
	}, []string{
		"Kartenzahlungen schlagen fehl. Nächste Meldung um 12:30 Uhr UTC.", "Die Anmeldung ist langsam.", "Die Hälfte der Exporte fehlt.",
	}},
	{"CU14", Draft{}, []string{
		"Bis 13 Uhr wird das behoben sein, die Störung wird bis 13 Uhr behoben sein.", "Die Anmeldung sollte bald wieder gehen.", "Wir melden uns in Kürze und garantieren, dass keine Zahlung verloren geht.",
	}, []string{
		"Zahlungen schlagen fehl. Nächste Meldung in 30 Minuten.", "Wir schreiben, sobald wir mehr wissen, spätestens um 13 Uhr.", "Die Anmeldung geht schneller als gedacht wieder.",
	}},
	{"CU15", Draft{}, []string{
		"Zahlungen schlagen wegen einer defekten Platte fehl.", "Die Anmeldung ist langsam. Das wurde durch eine neue Version verursacht.", "Aufgrund hoher Last fehlen Exporte.",
	}, []string{
		"Zahlungen schlagen fehl. Warum, wissen wir noch nicht.", "Die Anmeldung ist langsam. Wir suchen die Ursache.", "Exporte fehlen. Bitte warten Sie deswegen nicht.",
	}},
	{"CU16", Draft{Previous: "In der EU schlagen Kartenzahlungen fehl. Wir suchen die Ursache. Nächste Meldung um 12:00 Uhr UTC."}, []string{
		"In der EU schlagen Kartenzahlungen fehl. Wir suchen die Ursache. Nächste Meldung um 12:30 Uhr UTC.",
		"In der EU schlagen Kartenzahlungen fehl. Wir suchen die Ursache. Nächste Meldung um 14:00 Uhr UTC!",
		"in der EU schlagen Kartenzahlungen fehl - wir suchen die Ursache; nächste Meldung um 1:15 Uhr UTC",
	}, []string{
		"Kartenzahlungen schlagen weiter fehl. Die Bank ist in Ordnung, nun prüfen wir unsere Seite. Nächste Meldung um 12:30 Uhr UTC.",
		"Etwa jede achte Kartenzahlung schlägt fehl. Die Bank haben wir ausgeschlossen.",
		"Kartenzahlungen gehen wieder. Wir beobachten sie.",
	}},
	{"CU17", Draft{}, []string{
		"Menschliches Versagen hat alle Zahlungen gestoppt.", "Von einem Mitarbeiter wurde die Liste gelöscht, deshalb fehlen Exporte.", "Die Anmeldung scheitert nach einem Bedienfehler.",
	}, []string{
		"Ein Befehl, den niemand bestätigen muss, hat alle Zahlungen gestoppt.", "Unsere Mitarbeiter arbeiten daran; Exporte fehlen.", "Der Fehler liegt bei uns: Anmeldungen scheitern in Europa.",
	}},
	{"CU18", Draft{}, []string{
		"AWS ist ausgefallen, deshalb laden unsere Seiten nicht.", "Unser Zahlungsdienstleister hat Schwierigkeiten.", "Zahlungen schlagen wegen unseres Anbieters fehl.",
	}, []string{
		"Die Hälfte unserer Seiten lädt nicht. Ein Dienst, auf den wir bauen, AWS, ist langsam.", "Zahlungen schlagen fehl. Wir leiten sie um und brauchen unseren Anbieter dafür nicht.", "Sie können sich nicht anmelden. Wir schalten auf Ersatz um.",
	}},
	{"CU19", Draft{}, []string{
		"Es wurden Fehler gemacht, Zahlungen schlugen fehl.", "An der Anmeldung wird mit Hochdruck gearbeitet.", "Exporte in Europa waren betroffen.",
	}, []string{
		"Wir haben Fehler gemacht, Zahlungen schlugen fehl.", "An der Anmeldung wird von unserer Nachtschicht gearbeitet.", "Exporte in Europa schlugen fehl.",
	}},
	{"CU20", Draft{}, []string{
		"Auf db-prod-03.internal scheitert die Anmeldung.", "Unser Rechner 192.168.3.4 ist langsam.", "Exporte fehlen, siehe OPS-1234.", "Dateien unter /var/lib/pay fehlen.",
		"Fragen Sie anna.schmidt@example.com nach Zahlungen.", "Passwort: Sommer2024", "psp-eu-2 antwortet nicht.",
	}, []string{
		"In Europa scheitert die Anmeldung.", "Seiten unter https://status.example.com/home laden langsam.", "Schreiben Sie an hilfe@example.com, wenn Zahlungen fehlschlagen.",
		"Dateien nach ISO-8601 und UTF-16 fehlen.", "Passwort: zurücksetzen schlägt fehl.",
	}},
	{"CU21", Draft{Customers: []string{"Müller & Söhne", "Bäckerei Öztürk", "Kontor"}}, []string{
		"Anmeldungen von Müller & Söhne scheitern.", "Die BÄCKEREI ÖZTÜRK kann nicht zahlen.", "Zahlungen von Kontor schlagen fehl.",
	}, []string{
		"Anmeldungen scheitern für eine Firma.", "Die Bäckereien können nicht zahlen.", "Zahlungen im Kontorhaus schlagen fehl.",
	}},
	{"CU22", Draft{Phase: incident.PhaseResolved}, []string{
		"Seit 12:00 Uhr UTC gehen Zahlungen wieder.", "Wir entschuldigen uns für die Unannehmlichkeiten.", "Es ist vorbei. Danke für Ihre Geduld.",
	}, []string{
		"Zahlungen gehen wieder. Es tut uns leid, dass Sie Bestellungen verloren haben.", "Eine Stunde lang konnten Sie sich nicht anmelden. Das tut uns sehr leid.", "Exporte kommen wieder. Wir bitten um Entschuldigung für die späten Berichte.",
	}},
	{"CU23", Draft{Phase: incident.PhaseResolved}, []string{
		"Die Störung wurde behoben.", "Zahlungen gehen wieder. Es tut uns leid.", "Von 10:00 bis 11:00 Uhr UTC schlugen Zahlungen fehl. Keine Daten gingen verloren.",
	}, []string{
		"Von 10:00 bis 11:00 Uhr UTC schlugen Zahlungen fehl. Keine Daten gingen verloren. Wir veröffentlichen, was geschah.",
		"Ab 9:15 Uhr UTC scheiterten 40 Minuten lang Anmeldungen. Ihre Daten sind sicher. Wir ändern, wie Schlüssel erneuert werden.",
		"Zwischen 8.00 und 9.30 Uhr kamen Exporte zu spät. Nichts ging verloren. Nächste Schritte folgen.",
	}},
	{"CU24", Draft{Previous: "Kartenzahlungen schlagen seit 09:52 UTC fehl, bei etwa 1 von 8 Kunden."}, []string{
		"Kartenzahlungen schlagen seit 09:20 UTC fehl.", "Exporte schlagen seit 10:02 UTC fehl.", "Seit 10:15 UTC schlagen Zahlungen fehl.",
	}, []string{
		"Kartenzahlungen schlagen seit 09:52 UTC fehl.", "Kartenzahlungen schlagen bei 1 von 8 Kunden fehl.", "Seit 09:52 UTC schlagen Zahlungen fehl. Nächste Meldung bis 12:30 UTC.",
	}},
	{"CU24", Draft{}, []string{
		"Ausfall der Zahlungen in Europa.", "Bei der Anmeldung: nichts geht mehr.", "Wir haben die Ursache der fehlenden Exporte gefunden.",
	}, []string{
		"Zahlungen schlagen in Europa fehl.", "Für die Hälfte von Ihnen scheitert die Anmeldung. Das ist kein Ausfall.", "Exporte fehlen. Der Fehler ist noch nicht behoben.",
	}},
	{"CU25", Draft{Phase: incident.Identified}, []string{
		"Zahlungen schlagen fehl. Eine volle Platte ist schuld.", "Anmeldungen scheitern; wir stellen die alte Seite wieder her.", "In Europa fehlen Exporte. Nächste Meldung um 12:30 Uhr UTC.",
	}, []string{
		"Zahlungen schlagen fehl. Bis dahin geht die Überweisung.", "Anmeldungen scheitern. Einen anderen Weg gibt es nicht, keine Umgehung.", "Exporte fehlen. Sie können den Bericht als Datei laden.",
	}},
	{"CU26", Draft{}, []string{
		"Wir sehen um Mitternacht wieder nach.", "Exporte vom 03/04 fehlen.", "Nächste Meldung morgen früh.",
	}, []string{
		"Wir sehen um 23:59 Uhr UTC wieder nach.", "Wir antworten 24/7, und 1/8 der Exporte fehlt.", "Exporte vom 3. April fehlen.",
	}},
	{"CU27", Draft{}, []string{
		"Zahlungen schlagen fehl. Siehe unsere Statusseite.", "Mehr auf der Statusseite.", "Details finden Sie auf unserer Statusseite.",
	}, []string{
		"Zahlungen schlagen in Europa fehl. Bitte nutzen Sie die Überweisung.",
		"Die Hälfte der Anmeldungen scheitert seit 11:45 Uhr UTC, und wir stellen die alte Seite wieder her. Das dauert etwa eine Stunde, bis alle Kopien da sind. Mehr auf der Statusseite.",
		"Ihre Statusseite zeigt falsche Zeiten.",
	}},
	{"CU28", Draft{}, []string{
		"ZAHLUNGEN SCHLAGEN FEHL!!", "Die Anmeldung ist ist langsam.", "ACHTUNG STÖRUNG: Exporte fehlen.",
	}, []string{
		"Zahlungen schlagen fehl!", "Wir wissen, dass die, die sich anmelden, warten.", "SEPA und IBAN fehlen im Export.",
	}},
	{"CU29", Draft{Severity: incident.Critical}, []string{
		"Ups, Zahlungen schlagen fehl.", "Ein kleiner Schluckauf stoppt alle Anmeldungen.", "Exporte fehlen 😅",
	}, []string{
		"Zahlungen schlagen fehl.", "Für die Hälfte von Ihnen stoppt die Anmeldung.", "Gruppen und Pumps fehlen im Export.",
	}},
	{"CU30", Draft{Original: noon, Written: noon.Add(-time.Minute)}, []string{
		"Zahlungen schlagen fehl.", "Die Anmeldung ist langsam.", "Exporte fehlen.",
	}, nil},
	{"CU30", Draft{Original: noon, Written: noon.Add(time.Minute)}, nil, []string{
		"Zahlungen schlagen fehl.", "Die Anmeldung ist langsam.", "Exporte fehlen.",
	}},
	{"CU31", Draft{}, []string{
		"Zahlungen schlagen fehl. Nächste Meldung um {{next}}.", "Seit [Uhrzeit einfügen] ist die Anmeldung langsam.", "TODO", "Nächste Meldung um ??:?? Uhr.",
	}, []string{
		"Zahlungen schlagen fehl. Nächste Meldung um 13:00 Uhr UTC.", "Die Anmeldung [in der App] ist langsam.", "Im Feld Zeit stehen falsche Namen.",
	}},
	{"CU32", Draft{Facts: incident.Affected{Share: "etwa jeder achte"}}, []string{
		"Alle Kunden können nicht zahlen.", "Niemand kann sich anmelden.", "Sämtliche Kunden warten auf Exporte.",
	}, []string{
		"Etwa jeder achte Kunde kann nicht zahlen.", "Die Hälfte aller Anmeldungen scheitert.", "Exporte fehlen. Wir schreiben Ihnen allen um 13:00 Uhr UTC.",
	}},
}
