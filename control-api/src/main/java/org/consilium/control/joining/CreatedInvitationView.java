package org.consilium.control.joining;

/** A new invitation and its link, which is shown only here. */
public record CreatedInvitationView(InvitationView invitation, String link) {
    @Override
    public String toString() {
        return "CreatedInvitationView[" + invitation.id() + "]"; // Never the link in a log.
    }
}
