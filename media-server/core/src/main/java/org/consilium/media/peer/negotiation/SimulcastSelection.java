package org.consilium.media.peer.negotiation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.consilium.media.sdp.MediaSection;
import org.consilium.media.sdp.RidDescription;
import org.consilium.media.sdp.Simulcast;
import org.consilium.media.sdp.SsrcAttribute;
import org.consilium.media.sdp.SsrcGroup;

/** Which encodings an offered section sends, by RID (RFC 8853) or by SSRC (RFC 5576). */
final class SimulcastSelection {
    /** Low, medium, high. */
    private static final int MAX_LAYERS = 3;

    /** Names that have an order of their own, whatever order they are printed in. */
    private static final String ORDERED_RIDS = "qhf";

    /** RFC 8285 §4.2: what a one-byte header extension holds. */
    private static final int MAX_RID_LENGTH = 16;

    private SimulcastSelection() {}

    /** The layers from low to high; empty without simulcast by RID. */
    static List<RidLayer> rids(MediaSection section) {
        var declared = new HashSet<String>();
        for (RidDescription rid : section.rids()) {
            if (rid.sends()) {
                declared.add(rid.id());
            }
        }
        var layers = new ArrayList<RidLayer>();
        for (List<Simulcast.Choice> alternatives : section.simulcast().send()) {
            Simulcast.Choice choice = alternatives.getFirst();
            // Each once: a name that comes twice would be two layers with one key.
            if (declared.remove(choice.rid())
                    && choice.rid().length() <= MAX_RID_LENGTH
                    && layers.size() < MAX_LAYERS) {
                layers.add(new RidLayer(choice.rid(), choice.paused()));
            }
        }
        if (layers.stream().allMatch(layer -> rank(layer) >= 0)) {
            layers.sort(Comparator.comparingInt(SimulcastSelection::rank));
        }
        return layers;
    }

    /** The counterpart in our answer, in the offer's order; no layer is paused in SDP. */
    static Simulcast answer(MediaSection section, List<RidLayer> layers) {
        var streams = new ArrayList<List<Simulcast.Choice>>();
        var accepted = new HashSet<String>();
        layers.forEach(layer -> accepted.add(layer.rid()));
        for (List<Simulcast.Choice> alternatives : section.simulcast().send()) {
            String rid = alternatives.getFirst().rid();
            if (accepted.remove(rid)) {
                streams.add(List.of(new Simulcast.Choice(rid, false)));
            }
        }
        return streams.isEmpty() ? Simulcast.NONE : new Simulcast(List.of(), streams);
    }

    /** Declared media SSRCs with their retransmission partners, a SIM group's order first. */
    static List<DeclaredSsrc> ssrcs(MediaSection section) {
        var partners = new HashSet<Integer>();
        Set<Integer> media = new LinkedHashSet<>();
        for (SsrcGroup group : section.ssrcGroups()) {
            if (group.semantics().equals("SIM")) {
                media.addAll(group.ssrcs());
            } else if (group.ssrcs().size() > 1) {
                partners.addAll(group.ssrcs().subList(1, group.ssrcs().size()));
            }
        }
        for (SsrcAttribute ssrc : section.ssrcs()) {
            media.add(ssrc.ssrc());
        }
        media.removeAll(partners);
        var declared = new ArrayList<DeclaredSsrc>();
        for (int ssrc : media) {
            if (declared.size() < MAX_LAYERS) {
                declared.add(new DeclaredSsrc(ssrc, rtxPartner(section, ssrc)));
            }
        }
        return declared;
    }

    private static int rtxPartner(MediaSection section, int ssrc) {
        for (SsrcGroup group : section.ssrcGroups()) {
            if (group.semantics().equals("FID")
                    && group.ssrcs().size() == 2
                    && group.ssrcs().getFirst() == ssrc) {
                return group.ssrcs().getLast();
            }
        }
        return 0;
    }

    private static int rank(RidLayer layer) {
        return layer.rid().length() == 1 ? ORDERED_RIDS.indexOf(layer.rid()) : -1;
    }
}
