package main

import (
	"fmt"
	"html/template"
	"log"
	"net/http"
	"os"
	"time"
)

var zone = mustLoad("Europe/Berlin")

func mustLoad(name string) *time.Location {
	location, err := time.LoadLocation(name)
	if err != nil {
		log.Fatal(err)
	}
	return location
}

func moment() string {
	return time.Date(2024, time.July, 1, 12, 0, 0, 0, time.UTC).In(zone).Format("15:04 MST")
}

func main() {
	page := template.Must(template.ParseGlob("templates/*.html"))
	http.Handle("/static/", http.StripPrefix("/static/", http.FileServer(http.Dir("static"))))
	http.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		if err := page.ExecuteTemplate(w, "index.html", map[string]string{"Moment": moment()}); err != nil {
			log.Print(err)
		}
	})
	log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}
