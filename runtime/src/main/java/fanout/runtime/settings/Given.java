package fanout.runtime.settings;

/** A text that somebody gave for a setting. */
record Given(String text, Source source) {}
