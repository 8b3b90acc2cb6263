FROM scratch
ADD oci/blobs/rootfs.tar.xz /
CMD ["bash"]
