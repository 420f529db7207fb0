package org.consilium.media.peer.negotiation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consilium.media.rtp.HeaderExtension;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.sdp.Direction;
import org.consilium.media.sdp.ExtensionMapping;
import org.consilium.media.sdp.MediaSection;
import org.jspecify.annotations.Nullable;

/**
 * Agrees on the header extensions of the sections of one bundle. An id means the same extension in
 * all of them (RFC 8843 §9): the first section that uses an id decides, and a later one that
 * contradicts goes without.
 */
final class ExtensionSelection {
    private final Map<Integer, HeaderExtension> meanings = new HashMap<>();
    private final Map<HeaderExtension, Integer> union = new EnumMap<>(HeaderExtension.class);

    /**
     * The extensions of an offered section that we want.
     *
     * @param weReceive whether packets with these extensions come to us
     */
    Map<HeaderExtension, Integer> select(
            MediaSection section, Set<HeaderExtension> wanted, boolean weReceive) {
        var selected = new EnumMap<HeaderExtension, Integer>(HeaderExtension.class);
        for (ExtensionMapping mapping : section.extensions()) {
            HeaderExtension extension = HeaderExtension.ofUri(mapping.uri());
            if (extension != null
                    && wanted.contains(extension)
                    && !selected.containsKey(extension)
                    && isUsable(mapping, weReceive)
                    && agree(mapping.id(), extension)) {
                selected.put(extension, mapping.id());
            }
        }
        return selected;
    }

    /** Everything agreed on in the bundle, to read a packet whose section is not yet known. */
    HeaderExtensionMap union() {
        return new HeaderExtensionMap(union);
    }

    /** The lines of the answer: as offered, directions turned round (RFC 8285 §5). */
    static List<ExtensionMapping> answer(
            MediaSection section, Map<HeaderExtension, Integer> selected) {
        var mappings = new ArrayList<ExtensionMapping>();
        for (ExtensionMapping mapping : section.extensions()) {
            HeaderExtension extension = HeaderExtension.ofUri(mapping.uri());
            if (extension != null
                    && mapping.id() == selected.getOrDefault(extension, 0)
                    && mappings.stream().noneMatch(each -> each.id() == mapping.id())) {
                mappings.add(
                        new ExtensionMapping(
                                mapping.id(), reversed(mapping.direction()), mapping.uri()));
            }
        }
        return mappings;
    }

    /** Ids 15 and above 255 are for nobody (RFC 8285 §4.2, §4.3). */
    private static boolean isUsable(ExtensionMapping mapping, boolean weReceive) {
        Direction direction = mapping.direction();
        boolean flows = direction == null || (weReceive ? direction.sends() : direction.receives());
        return flows && mapping.id() != 15 && mapping.id() <= 255;
    }

    private boolean agree(int id, HeaderExtension extension) {
        HeaderExtension meaning = meanings.putIfAbsent(id, extension);
        if (meaning != null && meaning != extension) {
            return false;
        }
        Integer earlier = union.putIfAbsent(extension, id);
        return earlier == null || earlier == id;
    }

    private static @Nullable Direction reversed(@Nullable Direction direction) {
        return direction == null ? null : Direction.of(direction.receives(), direction.sends());
    }
}
