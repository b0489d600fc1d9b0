package org.musicfs.origin.s3;

import org.musicfs.core.origin.OriginException;
import org.musicfs.core.origin.OriginException.Reason;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** Objects in storage that has to be asked for hours before it can be read. */
final class Archive {
  private Archive() {}

  /**
   * Does nothing to an object that can be read now.
   *
   * @throws OriginException {@code DENIED} if it is archived and not restored
   */
  static void refuse(HeadObjectResponse object, String name) throws OriginException {
    boolean archived =
        object.storageClass() == StorageClass.GLACIER
            || object.storageClass() == StorageClass.DEEP_ARCHIVE
            || object.archiveStatusAsString() != null;
    boolean restored =
        object.restore() != null && object.restore().contains("ongoing-request=\"false\"");
    if (archived && !restored) {
      String where =
          object.archiveStatusAsString() == null
              ? object.storageClassAsString()
              : object.archiveStatusAsString();
      throw new OriginException(
          Reason.DENIED, name + ": it is archived (" + where + "): restore it first", null);
    }
  }
}
