package org.consilium.control.consults;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.consilium.control.http.Access;
import org.consilium.control.http.Access.Kind;
import org.consilium.control.http.CallContext;
import org.consilium.control.http.Caller;
import org.consilium.control.http.Checks;
import org.consilium.control.http.Idempotency;
import org.consilium.control.http.Paging;
import org.consilium.control.http.RestHandler;
import org.consilium.control.media.MediaAddress;
import org.jspecify.annotations.Nullable;

/** {@code /consults} and what the lead does in one. */
@Path(RestHandler.V1 + "/consults")
@Produces(MediaType.APPLICATION_JSON)
public final class ConsultResource {
    private static final String ID = "consult_id";
    private static final String REF = "participant_ref";

    private final ConsultService consults;
    private final Idempotency idempotency;
    private final MediaAddress mediaAddress;

    public ConsultResource(
            ConsultService consults, Idempotency idempotency, MediaAddress mediaAddress) {
        this.consults = consults;
        this.idempotency = idempotency;
        this.mediaAddress = mediaAddress;
    }

    @GET
    @Access(Kind.DOCTOR)
    public ConsultPage list(
            @Context ContainerRequestContext call,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return consults.page(Caller.staff(call), Paging.limit(limit), cursor);
    }

    @POST
    @Access(Kind.DOCTOR)
    @Consumes(MediaType.APPLICATION_JSON)
    public Response open(@Context ContainerRequestContext call, OpenConsultRequest request) {
        var caller = Caller.staff(call);
        return idempotency.create(
                call,
                request,
                session -> consults.open(session, caller, request, CallContext.of(call)));
    }

    @GET
    @Path("/{consult_id}")
    @Access({Kind.DOCTOR, Kind.GUEST})
    public Response read(@Context ContainerRequestContext call, @PathParam(ID) String consultId) {
        return answer(consults.view(Caller.of(call), Checks.pathId(consultId)));
    }

    @POST
    @Path("/{consult_id}/end")
    @Access(Kind.DOCTOR)
    public Response end(
            @Context ContainerRequestContext call,
            @PathParam(ID) String consultId,
            @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
        return answer(
                consults.end(
                        Caller.staff(call),
                        Checks.pathId(consultId),
                        ifMatch,
                        CallContext.of(call)));
    }

    private static Response answer(ConsultService.Versioned consult) {
        return Response.ok(consult.view()).header(HttpHeaders.ETAG, consult.etag()).build();
    }

    @POST
    @Path("/{consult_id}/media-token")
    @Access({Kind.DOCTOR, Kind.GUEST})
    public MediaAccessView mediaToken(
            @Context ContainerRequestContext call, @PathParam(ID) String consultId) {
        return consults.mediaAccess(
                Caller.of(call), Checks.pathId(consultId), mediaAddress.of(call));
    }

    @POST
    @Path("/{consult_id}/participants/{participant_ref}/mute")
    @Access(Kind.DOCTOR)
    @Consumes(MediaType.APPLICATION_JSON)
    public void mute(
            @Context ContainerRequestContext call,
            @PathParam(ID) String consultId,
            @PathParam(REF) String participantRef,
            MuteRequest request) {
        consults.mute(
                Caller.staff(call),
                Checks.pathId(consultId),
                pathRef(participantRef),
                request,
                CallContext.of(call));
    }

    @POST
    @Path("/{consult_id}/participants/{participant_ref}/remove")
    @Access(Kind.DOCTOR)
    public void remove(
            @Context ContainerRequestContext call,
            @PathParam(ID) String consultId,
            @PathParam(REF) String participantRef) {
        consults.remove(
                Caller.staff(call),
                Checks.pathId(consultId),
                pathRef(participantRef),
                CallContext.of(call));
    }

    /** PostgreSQL has no NUL in text; a ref with one is simply nobody's. */
    private static String pathRef(String ref) {
        return ref.matches("p-[a-z2-7]{26}") ? ref : "nobody";
    }

    @GET
    @Path("/{consult_id}/attendance")
    @Access(Kind.DOCTOR)
    public AttendanceList attendance(
            @Context ContainerRequestContext call, @PathParam(ID) String consultId) {
        return consults.attendanceOf(Caller.staff(call), Checks.pathId(consultId));
    }

    @GET
    @Path("/{consult_id}/attendance")
    @Produces("text/csv;charset=utf-8;qs=0.5")
    @Access(Kind.DOCTOR)
    public Response attendanceCsv(
            @Context ContainerRequestContext call, @PathParam(ID) String consultId) {
        var list = consults.attendanceOf(Caller.staff(call), Checks.pathId(consultId));
        return Response.ok(AttendanceCsv.write(list), "text/csv;charset=utf-8")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"attendance.csv\"")
                .build();
    }
}
