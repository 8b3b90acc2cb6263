FROM buildpack-deps:bookworm
ENV BEAM_VERSION=28.1
RUN set -eux; \
	run='libodbc1 libsctp1'; \
	make='unixodbc-dev libsctp-dev'; \
	apt-get update; \
	apt-get install -y --no-install-recommends $run $make; \
	curl -fsSL -o beam.tar.gz "https://downloads.example.org/beam-$BEAM_VERSION.tar.gz"; \
	echo "0f343b0931126a20f133d67c2b018a3b0f343b0931126a20f133d67c2b018a3b  beam.tar.gz" | sha256sum -c -; \
	mkdir /usr/src/beam; \
	tar -xzf beam.tar.gz -C /usr/src/beam --strip-components=1; \
	rm beam.tar.gz; \
	( cd /usr/src/beam && ./configure && make -j"$(nproc)" && make install ); \
	apt-get purge -y --auto-remove $make; \
	rm -rf /usr/src/beam /var/lib/apt/lists/*
CMD ["erl"]
