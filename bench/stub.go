package main

func list(*host) []row   { return nil }
func watch(*host) []row  { return nil }
func size(*host) []row   { return nil }
