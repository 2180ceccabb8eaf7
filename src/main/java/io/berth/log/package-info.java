/**
 * The output of containers on disk: written once, rotated, read from any point, followed.
 *
 * <p>A log is a directory of files named {@code 0000000001.log}, {@code 0000000002.log} and so on;
 * the highest number is written to, the lowest goes first when there are too many. All numbers are
 * big-endian. A file begins with
 *
 * <pre>
 *   8  the letters BERTHLG1
 *   8  a random salt
 * </pre>
 *
 * and goes on with records of at most 16 KiB of output each:
 *
 * <pre>
 *   1  0xB0, plus 4 when the line goes on in the stream's next record,
 *      plus the stream (0 stdin, 1 stdout, 2 stderr)
 *   8  nanoseconds since 1970-01-01T00:00:00Z
 *   2  n, the length of the output
 *   n  output
 *   4  CRC-32C of the file's salt and of everything above in this record
 *   2  n again, so that files can be read backwards
 * </pre>
 *
 * A crash can leave a part of a record at the end of the newest file. It is cut off when the
 * directory is opened again: the last record is looked at, and only if it is not whole is the file
 * read from its beginning. The salt keeps a container from printing something that passes for a
 * record. Nothing is synced: what was appended survives the engine, and not always the machine.
 */
@NullMarked
package io.berth.log;

import org.jspecify.annotations.NullMarked;
