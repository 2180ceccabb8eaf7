package io.berth.bin;

import java.util.List;

/**
 * Something that came back.
 *
 * @param id under which it is found again
 * @param notes what is not as it was, for people
 */
public record Restored(BinItem.Kind kind, String id, String name, List<String> notes) {}
