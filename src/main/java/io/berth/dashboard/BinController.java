package io.berth.dashboard;

import io.berth.audit.Audit;
import io.berth.bin.Bin;
import io.berth.bin.BinItem;
import io.berth.bin.BinProperties;
import io.berth.bin.Restored;
import io.berth.failure.BerthException;
import io.berth.failure.NotFound;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The bin: what is in it, and how it comes back or goes for good. */
@Controller
@RequestMapping("/dashboard/bin")
class BinController {

  private static final String BIN = "redirect:/dashboard/bin";

  private final Bin bin;
  private final BinProperties binning;
  private final Audit audit;

  BinController(Bin bin, BinProperties binning, Audit audit) {
    this.bin = bin;
    this.binning = binning;
    this.audit = audit;
  }

  private interface Deed {
    /** What it is about afterwards. */
    String perform(BinItem item);
  }

  @GetMapping
  String list(Model model) {
    List<BinRow> rows = rows();
    model.addAttribute("items", rows);
    model.addAttribute("total", Units.bytes(rows.stream().mapToLong(BinRow::bytes).sum()));
    model.addAttribute("on", binning.isOn());
    model.addAttribute("keep", JobRow.duration(binning.keep().toSeconds()));
    return "bin";
  }

  private List<BinRow> rows() {
    var now = Instant.now();
    return bin.list().stream().flatMap(item -> row(item, now).stream()).toList();
  }

  private Optional<BinRow> row(BinItem item, Instant now) {
    try {
      return Optional.of(BinRow.of(item, bin.size(item.id()), now));
    } catch (NotFound e) {
      return Optional.empty(); // it has just gone or come back
    }
  }

  @PostMapping("/restore")
  String restore(
      @RequestParam(name = "id", defaultValue = "") List<String> ids, RedirectAttributes page) {
    List<Restored> back = new ArrayList<>();
    perform(
        ids,
        "restore",
        item -> {
          Restored restored = bin.restore(item.id());
          back.add(restored);
          return restored.id();
        },
        page);
    if (!back.isEmpty()) {
      page.addFlashAttribute("done", words(back));
    }
    return back.size() == 1 && ids.size() == 1 ? address(back.getFirst(), page) : list(back);
  }

  private static String words(List<Restored> back) {
    var words = new ArrayList<String>();
    words.add(
        back.size() == 1 ? back.getFirst().name() + " is back" : back.size() + " things are back");
    back.forEach(one ->
        one.notes().forEach(note -> words.add((back.size() == 1 ? "" : one.name() + ": ") + note)));
    return String.join(". ", words);
  }

  private static String address(Restored one, RedirectAttributes page) {
    page.addAttribute("id", one.id());
    return switch (one.kind()) {
      case CONTAINER -> "redirect:/dashboard/containers/{id}";
      case VOLUME -> "redirect:/dashboard/volumes/{id}";
      case IMAGE -> "redirect:/dashboard/images/{id}";
    };
  }

  /** Where several are seen; the bin when they are of several kinds, or none came back. */
  private static String list(List<Restored> back) {
    boolean containers =
        !back.isEmpty() && back.stream().allMatch(one -> one.kind() == BinItem.Kind.CONTAINER);
    return containers ? "redirect:/dashboard/containers" : BIN;
  }

  @GetMapping("/{id}/delete")
  String askDelete(@PathVariable String id, Model model) {
    model.addAttribute("items", List.of(BinRow.of(bin.find(id), bin.size(id), Instant.now())));
    return ask(model, "", "/dashboard/bin/" + id + "/delete");
  }

  @GetMapping("/empty")
  String askEmpty(Model model) {
    model.addAttribute("items", rows());
    return ask(model, "", "/dashboard/bin/empty");
  }

  private static String ask(Model model, String problem, String address) {
    @SuppressWarnings("unchecked")
    var rows = (List<BinRow>) model.getAttribute("items");
    var items = rows == null ? List.<BinRow>of() : rows;
    long volumes = items.stream().filter(BinRow::volume).count();
    model.addAttribute("total", Units.bytes(items.stream().mapToLong(BinRow::bytes).sum()));
    model.addAttribute(
        "typed",
        volumes == 0 ? "" : items.size() == 1 ? items.getFirst().name() : String.valueOf(volumes));
    model.addAttribute("typedProblem", problem);
    model.addAttribute("address", address);
    return "bin-delete";
  }

  /**
   * @param typed of a volume its name: what is in it is nowhere else
   */
  @PostMapping("/{id}/delete")
  String delete(
      @PathVariable String id,
      @RequestParam(defaultValue = "") String typed,
      Model model,
      RedirectAttributes page) {
    BinItem item = bin.find(id);
    if (item.kind() == BinItem.Kind.VOLUME && !typed.strip().equals(item.name())) {
      model.addAttribute("items", List.of(BinRow.of(item, bin.size(id), Instant.now())));
      return ask(
          model, "nothing was deleted: type the volume's name", "/dashboard/bin/" + id + "/delete");
    }
    return deleted(List.of(id), page);
  }

  /**
   * @param ids what the person has seen; what came later stays
   * @param typed how many volumes are among them
   */
  @PostMapping("/empty")
  String empty(
      @RequestParam(name = "id", defaultValue = "") List<String> ids,
      @RequestParam(defaultValue = "") String typed,
      Model model,
      RedirectAttributes page) {
    List<BinItem> items = bin.list().stream().filter(item -> ids.contains(item.id())).toList();
    List<BinItem> volumes =
        items.stream().filter(item -> item.kind() == BinItem.Kind.VOLUME).toList();
    String wanted = items.size() == 1 ? items.getFirst().name() : String.valueOf(volumes.size());
    if (!volumes.isEmpty() && !typed.strip().equals(wanted)) {
      model.addAttribute("items", rows());
      return ask(model, "nothing was deleted: type " + wanted, "/dashboard/bin/empty");
    }
    return deleted(items.stream().map(BinItem::id).toList(), page);
  }

  private String deleted(List<String> ids, RedirectAttributes page) {
    int good =
        perform(
            ids,
            "delete",
            item -> {
              bin.delete(item.id());
              return item.id();
            },
            page);
    if (good > 0) {
      page.addFlashAttribute(
          "done", good + (good == 1 ? " thing is" : " things are") + " gone for good");
    }
    return BIN;
  }

  /** One that fails stops no other; an entry in the log of changes for each. */
  private int perform(List<String> ids, String verb, Deed deed, RedirectAttributes page) {
    var parts = new ArrayList<Audit.Part>();
    var problems = new ArrayList<String>();
    for (String id : ids) {
      try {
        BinItem item = bin.find(id);
        parts.add(attempt(item, verb, deed, problems));
      } catch (NotFound e) {
        // gone with another one: a container's volumes come and go with it
        if (ids.size() == 1) {
          problems.add(e.getMessage());
        }
      }
    }
    audit.split(parts);
    if (!problems.isEmpty()) {
      page.addFlashAttribute("problem", String.join(". ", problems));
    }
    return (int) parts.stream().filter(part -> part.error().isEmpty()).count();
  }

  private static Audit.Part attempt(BinItem item, String verb, Deed deed, List<String> problems) {
    String kind = item.kind().word();
    try {
      String id = deed.perform(item);
      return new Audit.Part(kind + "." + verb, kind, id, item.name(), "");
    } catch (BerthException e) {
      problems.add("could not " + verb + " " + item.name() + ": " + Advice.with(e));
      return new Audit.Part(kind + "." + verb, kind, item.id(), item.name(), e.getMessage());
    }
  }
}
