# One image for the web server, the worker and the clock; docker-compose.yml shows them together.

FROM node:22-bookworm-slim AS fonts
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts

FROM python:3.11-slim-bookworm AS packages
COPY requirements/uv.txt requirements/run.txt /requirements/
RUN pip install --no-cache-dir --require-hashes -r /requirements/uv.txt \
    && python -m venv /opt/venv \
    && uv pip sync --no-cache --require-hashes --python /opt/venv/bin/python /requirements/run.txt

FROM python:3.11-slim-bookworm
COPY requirements/debian-run.txt /requirements/
RUN apt-get update \
    && xargs apt-get install -y --no-install-recommends </requirements/debian-run.txt \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/jamna-steg --create-home steg
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
COPY --from=fonts /app/node_modules node_modules
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PRODUCTION=true \
    STATE_DIR=/var/lib/jamna-steg MEDIA_ROOT=/var/lib/jamna-steg/media
# Collecting files asks nobody; the addresses only let the settings be read.
RUN SECRET_KEY=build ALLOWED_HOSTS=build SITE_URL=https://build EMAIL_URL=smtp://build DATABASE_URL=postgresql://build/build \
    BROKER_URL=redis://build CACHE_URL=redis://build \
    python manage.py collectstatic --noinput && install -d -o steg /var/lib/jamna-steg/media
USER steg
VOLUME /var/lib/jamna-steg
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--preload", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
