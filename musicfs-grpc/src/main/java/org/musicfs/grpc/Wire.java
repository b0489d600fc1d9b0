package org.musicfs.grpc;

import org.musicfs.core.content.StoreState;
import org.musicfs.core.content.StoreUse;
import org.musicfs.core.control.DaemonStatus;
import org.musicfs.core.control.ShutdownResult;
import org.musicfs.core.control.SyncProgress;
import org.musicfs.core.search.SearchResult;
import org.musicfs.grpc.v1.CacheUse;
import org.musicfs.grpc.v1.GetStatusResponse;
import org.musicfs.grpc.v1.OriginStatus;
import org.musicfs.grpc.v1.SearchHit;
import org.musicfs.grpc.v1.SearchResponse;
import org.musicfs.grpc.v1.ShutdownResponse;
import org.musicfs.grpc.v1.UnreadableFile;

/** Translates between the messages of the control API and the records of core, field by field. */
final class Wire {
  private Wire() {}

  static GetStatusResponse toProto(DaemonStatus status) {
    var message =
        GetStatusResponse.newBuilder()
            .setLibrary(status.library())
            .setVersion(status.version())
            .setPid(status.pid())
            .setMountpoint(status.mountpoint())
            .setStartedMillis(status.startedMillis())
            .setTracks(status.tracks())
            .setAlbums(status.albums())
            .setTotalBytes(status.totalBytes())
            .setUnreadableCount(status.unreadableCount())
            .addAllNotices(status.notices())
            .setCache(
                CacheUse.newBuilder()
                    .setStoredBytes(status.cache().storedBytes())
                    .setLimitBytes(status.cache().limitBytes())
                    .setChunks(status.cache().chunks())
                    .setCondition(toProto(status.cache().state().condition()))
                    .setReason(status.cache().state().reason())
                    .setSinceMillis(status.cache().state().sinceMillis()))
            .setOpenFiles(status.openFiles())
            .setResidentBytes(status.residentBytes())
            .setBackend(status.backend())
            .setKept(status.kept())
            .setPauseMillis(status.pauseMillis());
    status
        .unreadable()
        .forEach(
            file ->
                message.addUnreadableFiles(
                    UnreadableFile.newBuilder().setPath(file.path()).setReason(file.reason())));
    status.origins().forEach(origin -> message.addOrigins(toProto(origin)));
    return message.build();
  }

  private static CacheUse.Condition toProto(StoreState.Condition condition) {
    return switch (condition) {
      case OK -> CacheUse.Condition.CONDITION_OK;
      case FULL -> CacheUse.Condition.CONDITION_FULL;
      case DEGRADED -> CacheUse.Condition.CONDITION_DEGRADED;
    };
  }

  /** What another version of musicfs sends and this one does not know is taken for trouble. */
  private static StoreState.Condition fromProto(CacheUse.Condition condition) {
    return switch (condition) {
      case CONDITION_OK -> StoreState.Condition.OK;
      case CONDITION_FULL -> StoreState.Condition.FULL;
      case CONDITION_DEGRADED, CONDITION_UNSPECIFIED, UNRECOGNIZED -> StoreState.Condition.DEGRADED;
    };
  }

  private static OriginStatus toProto(DaemonStatus.OriginStatus origin) {
    return OriginStatus.newBuilder()
        .setId(origin.id())
        .setName(origin.name())
        .setReachable(origin.reachable())
        .setCached(origin.cached())
        .setTracks(origin.tracks())
        .setLastSyncMillis(origin.lastSyncMillis())
        .setFollowing(origin.following())
        .setSync(progressToProto(origin.sync()))
        .build();
  }

  static DaemonStatus fromProto(GetStatusResponse message) {
    CacheUse cache = message.getCache();
    return new DaemonStatus(
        message.getLibrary(),
        message.getVersion(),
        message.getPid(),
        message.getMountpoint(),
        message.getStartedMillis(),
        message.getTracks(),
        message.getAlbums(),
        message.getTotalBytes(),
        message.getUnreadableFilesList().stream()
            .map(file -> new DaemonStatus.Unreadable(file.getPath(), file.getReason()))
            .toList(),
        message.getUnreadableCount(),
        message.getNoticesList(),
        message.getOriginsList().stream().map(Wire::fromProto).toList(),
        new StoreUse(
            cache.getStoredBytes(),
            cache.getLimitBytes(),
            cache.getChunks(),
            new StoreState(
                fromProto(cache.getCondition()), cache.getReason(), cache.getSinceMillis())),
        message.getOpenFiles(),
        message.getResidentBytes(),
        message.getBackend(),
        message.getKept(),
        message.getPauseMillis());
  }

  private static DaemonStatus.OriginStatus fromProto(OriginStatus message) {
    return new DaemonStatus.OriginStatus(
        message.getId(),
        message.getName(),
        message.getReachable(),
        message.getCached(),
        message.getTracks(),
        message.getLastSyncMillis(),
        message.getFollowing(),
        fromProto(message.getSync()));
  }

  static org.musicfs.grpc.v1.SyncProgress progressToProto(SyncProgress progress) {
    return org.musicfs.grpc.v1.SyncProgress.newBuilder()
        .setOrigin(progress.origin())
        .setPhase(toProto(progress.phase()))
        .setDirectories(progress.directories())
        .setFiles(progress.files())
        .setUnchanged(progress.unchanged())
        .setAdded(progress.added())
        .setChanged(progress.changed())
        .setMoved(progress.moved())
        .setRemoved(progress.removed())
        .setHeldBack(progress.heldBack())
        .setUnreadable(progress.unreadable())
        .setProblems(progress.problems())
        .setMessage(progress.message())
        .build();
  }

  private static org.musicfs.grpc.v1.SyncProgress.Phase toProto(SyncProgress.Phase phase) {
    return switch (phase) {
      case IDLE -> org.musicfs.grpc.v1.SyncProgress.Phase.PHASE_IDLE;
      case RUNNING -> org.musicfs.grpc.v1.SyncProgress.Phase.PHASE_RUNNING;
      case DONE -> org.musicfs.grpc.v1.SyncProgress.Phase.PHASE_DONE;
      case INCOMPLETE -> org.musicfs.grpc.v1.SyncProgress.Phase.PHASE_INCOMPLETE;
      case FAILED -> org.musicfs.grpc.v1.SyncProgress.Phase.PHASE_FAILED;
    };
  }

  static SyncProgress fromProto(org.musicfs.grpc.v1.SyncProgress message) {
    return new SyncProgress(
        message.getOrigin(),
        fromProto(message.getPhase()),
        message.getDirectories(),
        message.getFiles(),
        message.getUnchanged(),
        message.getAdded(),
        message.getChanged(),
        message.getMoved(),
        message.getRemoved(),
        message.getHeldBack(),
        message.getUnreadable(),
        message.getProblems(),
        message.getMessage());
  }

  /** A phase this client does not know yet is taken for one that still runs. */
  private static SyncProgress.Phase fromProto(org.musicfs.grpc.v1.SyncProgress.Phase phase) {
    return switch (phase) {
      case PHASE_UNSPECIFIED, PHASE_IDLE -> SyncProgress.Phase.IDLE;
      case PHASE_RUNNING, UNRECOGNIZED -> SyncProgress.Phase.RUNNING;
      case PHASE_DONE -> SyncProgress.Phase.DONE;
      case PHASE_INCOMPLETE -> SyncProgress.Phase.INCOMPLETE;
      case PHASE_FAILED -> SyncProgress.Phase.FAILED;
    };
  }

  static ShutdownResponse toProto(ShutdownResult result) {
    return ShutdownResponse.newBuilder()
        .setStopped(result.stopped())
        .addAllUsers(result.users())
        .build();
  }

  static ShutdownResult fromProto(ShutdownResponse message) {
    return new ShutdownResult(message.getStopped(), message.getUsersList());
  }

  static SearchResponse toProto(SearchResult result) {
    var message = SearchResponse.newBuilder().setTotal(result.total());
    result
        .hits()
        .forEach(
            hit ->
                message.addHits(
                    SearchHit.newBuilder()
                        .setPath(hit.path())
                        .setTitle(hit.title())
                        .setArtist(hit.artist())
                        .setAlbum(hit.album())));
    return message.build();
  }

  static SearchResult fromProto(SearchResponse message) {
    return new SearchResult(
        message.getTotal(),
        message.getHitsList().stream()
            .map(
                hit ->
                    new SearchResult.Hit(
                        hit.getPath(), hit.getTitle(), hit.getArtist(), hit.getAlbum()))
            .toList());
  }
}
