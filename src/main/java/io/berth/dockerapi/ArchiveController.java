package io.berth.dockerapi;

import io.berth.container.ContainerFiles;
import io.berth.failure.InvalidRequest;
import io.berth.files.FilePaths;
import io.berth.files.FileStat;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Files of containers, as {@code docker cp} has them. */
@RestController
class ArchiveController {

  private static final String STAT = "X-Docker-Container-Path-Stat";

  private final ContainerFiles files;

  ArchiveController(ContainerFiles files) {
    this.files = files;
  }

  @RequestMapping(path = "/containers/{ref}/archive", method = RequestMethod.HEAD)
  void stat(@PathVariable String ref, HttpServletRequest request, HttpServletResponse response) {
    String path = path(request);
    try (ContainerFiles.Opened opened = files.open(ref)) {
      response.setHeader(STAT, header(opened.stat(path)));
    }
  }

  @GetMapping("/containers/{ref}/archive")
  void copyOut(@PathVariable String ref, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = path(request);
    try (ContainerFiles.Opened opened = files.open(ref)) {
      response.setHeader(STAT, header(opened.stat(path)));
      response.setContentType("application/x-tar");
      opened.pack(path, response.getOutputStream());
    }
  }

  @PutMapping("/containers/{ref}/archive")
  void copyIn(@PathVariable String ref, HttpServletRequest request) throws IOException {
    Query query = Query.of(request);
    ContainerFiles.UnpackRules rules =
        new ContainerFiles.UnpackRules(
            query.flag("noOverwriteDirNonDir"), query.flag("copyUIDGID"));
    files.unpack(ref, path(request), request.getInputStream(), rules);
  }

  @GetMapping("/containers/{ref}/export")
  void export(@PathVariable String ref, HttpServletResponse response) throws IOException {
    response.setContentType("application/octet-stream");
    files.export(ref, response.getOutputStream());
  }

  /** By its bytes, which need not be UTF-8. */
  private static String path(HttpServletRequest request) {
    String query = request.getQueryString();
    String path =
        Stream.of(query == null ? new String[0] : query.split("&"))
            .filter(parameter -> parameter.startsWith("path="))
            .findFirst()
            .map(parameter -> FilePaths.name(parameter.substring(5).replace('+', ' ')))
            .orElse("");
    if (path.isEmpty()) {
      throw new InvalidRequest("bad parameter: 'path' cannot be empty");
    }
    return path;
  }

  private static String header(FileStat stat) {
    byte[] line =
        DockerJson.line(
            new PathStat(
                stat.name(),
                stat.size(),
                goMode(stat.mode()),
                DateTimeFormatter.ISO_INSTANT.format(stat.modified()),
                stat.target()));
    return Base64.getEncoder().encodeToString(Arrays.copyOf(line, line.length - 1));
  }

  /** Go's {@code fs.FileMode}: its type bits are not those of inode(7). */
  static long goMode(int mode) {
    long type =
        switch (mode & 0170000) {
          case 0040000 -> 1L << 31;
          case 0120000 -> 1L << 27;
          case 0060000 -> 1L << 26;
          case 0020000 -> 1L << 26 | 1L << 21;
          case 0010000 -> 1L << 25;
          case 0140000 -> 1L << 24;
          default -> 0;
        };
    return type
        | mode & 0777
        | ((mode & 04000) != 0 ? 1L << 23 : 0)
        | ((mode & 02000) != 0 ? 1L << 22 : 0)
        | ((mode & 01000) != 0 ? 1L << 20 : 0);
  }

  record PathStat(String name, long size, long mode, String mtime, String linkTarget) {}
}
