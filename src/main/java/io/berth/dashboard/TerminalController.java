package io.berth.dashboard;

import io.berth.container.Containers;
import io.berth.container.Execs;
import io.berth.container.Execs.ExecView;
import io.berth.failure.NotFound;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** A container's terminals: those that are open, and the one that the page opens. */
@Controller
@RequestMapping("/dashboard/containers/{id}")
class TerminalController {

  private final Containers containers;
  private final Execs execs;

  TerminalController(Containers containers, Execs execs) {
    this.containers = containers;
    this.execs = execs;
  }

  /** An open terminal of whoever asks. */
  record Session(String id, String label) {

    static Session of(ExecView exec) {
      String program = exec.request().cmd().getFirst();
      String name = program.substring(program.lastIndexOf('/') + 1);
      String user = exec.request().user();
      return new Session(
          exec.id(),
          name + (user.isEmpty() ? "" : " as " + user) + " " + exec.id().substring(0, 4));
    }
  }

  @GetMapping("/terminal")
  String show(
      @PathVariable String id,
      @RequestParam(defaultValue = "") String session,
      @RequestParam(defaultValue = "") String shell,
      @RequestParam(defaultValue = "") String watch,
      Principal user,
      Model model) {
    var view = containers.inspect(id, false);
    var row = ContainerRow.of(view, Instant.now());
    List<String> shells = row.running() ? execs.shells(view.id()) : List.of();
    model.addAttribute("container", row);
    model.addAttribute("current", session);
    model.addAttribute("shells", shells);
    model.addAttribute("sessions", sessions(view.id(), user.getName()));
    model.addAttribute(
        "opens", !(shells.isEmpty() && session.isEmpty() && shell.isEmpty() && watch.isEmpty()));
    return "terminal";
  }

  private List<Session> sessions(String container, String owner) {
    return execs.owned().stream()
        .filter(exec -> exec.containerId().equals(container))
        .filter(exec -> owner.equals(exec.request().owner()))
        .map(Session::of)
        .toList();
  }

  @PostMapping("/terminals/{exec}/end")
  String end(
      @PathVariable String id, @PathVariable String exec, Principal user, RedirectAttributes page) {
    String container = containers.inspect(id, false).id();
    if (sessions(container, user.getName()).stream().noneMatch(open -> open.id().equals(exec))) {
      throw new NotFound("this terminal has ended already, or is somebody else's");
    }
    execs.hangUp(exec);
    page.addAttribute("id", container);
    return "redirect:/dashboard/containers/{id}";
  }
}
