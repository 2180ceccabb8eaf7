package io.berth.settings;

/**
 * Something that administrators turn on and off. A room that has one declares it as a bean: it then
 * stands on the settings page and under {@code /api/settings}.
 *
 * @param name in the database and in addresses: lower-case words with hyphens
 * @param title as people read it
 * @param meaning what turning it on does, in a sentence or two
 * @param normally how it stands until somebody has decided
 */
public record Switch(String name, String title, String meaning, boolean normally) {}
