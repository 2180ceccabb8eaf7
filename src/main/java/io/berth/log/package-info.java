/**
 * The output of containers on disk: written once, rotated, read from any point, followed.
 *
 * <p>One process appends to a log by {@link io.berth.log.LogAppender} while this or another reads
 * and follows it by {@link io.berth.log.ContainerLog}; they share nothing but the files.
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
 * Readers go over whole records only. What is not whole at a file's end is either being written,
 * and read later, or was torn by a crash: the appender cuts it off when it opens the directory
 * again. Both find the end by the last record, and only if it is not whole do they read the file
 * from its beginning. A whole record never goes but with its file, and a file never grows after the
 * next one exists. The salt keeps a container from printing something that passes for a record.
 * Nothing is synced: what was appended survives the engine, and not always the machine.
 *
 * <p>Followers wait by inotify(7): one thread a factory, one watch a directory that somebody
 * follows.
 */
@NullMarked
package io.berth.log;

import org.jspecify.annotations.NullMarked;
