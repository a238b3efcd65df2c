package dev.dunlin.tidy;

import java.util.List;
import javax.lang.model.element.Modifier;

/** STYLE 1 and 7: of the top-level types, how many in a hundred are public. The limit only tightens. */
final class PublicShare {

    static final int MAX_PERCENT = 65;

    private PublicShare() {}

    static int percent(List<Source> sources) {
        long all = sources.stream().mapToLong(source -> source.types().size()).sum();
        long open = sources.stream()
                .flatMap(source -> source.types().stream())
                .filter(type -> type.getModifiers().getFlags().contains(Modifier.PUBLIC))
                .count();
        return all == 0 ? 0 : (int) Math.round(100.0 * open / all);
    }
}
